// Simulation only: stops the run when a host sends more events of a neuron in a packet than it may.
//
// It watches the beats that an input accepts. Ids of SIZE and above are no events, and may come
// as often as they like.
`default_nettype none

module event_rules #(
    // Bits of tdata, neurons of the input, and events of each that a packet may hold
    parameter WIDTH = 8,
    parameter SIZE = 256,
    parameter EVENTS = 1,
    // The input, as messages name it
    parameter NAME = ""
) (
    input  wire             clk,
    input  wire             rst,

    input  wire [WIDTH-1:0] s_tdata,
    input  wire             s_tvalid,
    input  wire             s_tready,
    input  wire             s_tlast,
    input  wire             s_tkeep
);
    // The packet in which a neuron last had an event, and how many it had in that: never cleared
    reg [31:0] packet_of [0:SIZE-1];
    reg [31:0] count_of  [0:SIZE-1];
    reg [31:0] packet_q;

    wire [31:0] size  = SIZE;
    wire [31:0] most  = EVENTS;
    wire [31:0] id    = {{(32 - WIDTH){1'b0}}, s_tdata};
    wire        taken = s_tvalid && s_tready;
    wire        event_taken = taken && s_tkeep && id < size;
    wire [31:0] slot  = event_taken ? id : 32'd0;
    wire [31:0] count = packet_of[slot] == packet_q ? count_of[slot] + 32'd1 : 32'd1;

    integer k;
    initial begin
        packet_q = 32'd1;
        for (k = 0; k < SIZE; k = k + 1) begin
            packet_of[k] = 32'd0;
            count_of[k]  = 32'd0;
        end
    end

    always @(posedge clk) begin
        if (rst || (taken && s_tlast)) begin
            packet_q <= packet_q + 32'd1;
        end
        if (!rst && event_taken) begin
            packet_of[slot] <= packet_q;
            count_of[slot]  <= count;
            if (count > most) begin
                $display("error: input %0s got event %0d of neuron %0d in one packet, expected at most %0d",
                         NAME, count, id, most);
                $finish;
            end
        end
    end
endmodule

`default_nettype wire
