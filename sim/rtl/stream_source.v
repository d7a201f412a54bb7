// Simulation only: plays a file of beats into a packet stream, with random idle clocks.
//
// Each line of FILE is {user, last, keep, data} in hexadecimal. `idle` of 256 is the chance that a
// beat waits one more clock. `first` pulses when the first beat of a packet is accepted;
// `finished` is high when all beats are.
`default_nettype none

module stream_source #(
    parameter WIDTH = 8,
    parameter BEATS = 1,
    parameter SEED = 1,
    parameter FILE = ""
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [7:0]       idle,
    output wire             first,
    output wire             finished,

    output wire [WIDTH-1:0] m_tdata,
    output wire             m_tvalid,
    input  wire             m_tready,
    output wire             m_tlast,
    output wire             m_tkeep,
    output wire             m_tuser
);
    reg [WIDTH+2:0] beats [0:BEATS-1];
    reg [31:0]      index_q;
    reg             waiting_q;
    reg             fresh_q;
    reg [31:0]      random_q;

    // xorshift32: the same chances in every simulator, which $random does not promise.
    function [31:0] scrambled;
        input [31:0] from;
        reg   [31:0] left;
        reg   [31:0] right;
        begin
            left      = from ^ (from << 13);
            right     = left ^ (left >> 17);
            scrambled = right ^ (right << 5);
        end
    endfunction

    initial begin
        $readmemh(FILE, beats);
    end

    wire [31:0] last_index = BEATS - 1;
    wire [31:0] shown      = index_q > last_index ? last_index : index_q;
    wire        accepted   = m_tvalid && m_tready;

    assign {m_tuser, m_tlast, m_tkeep, m_tdata} = beats[shown];
    assign m_tvalid = index_q <= last_index && !waiting_q;
    assign finished = index_q > last_index;
    assign first    = accepted && fresh_q;

    always @(posedge clk) begin
        if (rst) begin
            index_q   <= 32'd0;
            waiting_q <= 1'b0;
            fresh_q   <= 1'b1;
            random_q  <= SEED * 32'h9e3779b9;
        end else begin
            if (accepted) begin
                index_q <= index_q + 32'd1;
                fresh_q <= m_tlast;
            end
            if (accepted || waiting_q) begin
                random_q  <= scrambled(random_q);
                waiting_q <= random_q[31:24] < idle;
            end
        end
    end
endmodule

`default_nettype wire
