// Network value_stream behind a few pins
//
// All streams of the design hang on one shift register of 23 bits, so that a chip with few
// pins can hold it, and every port of the design meets a register. Each stream has a field in it:
//
//   stream     first bit  last bit
//   s_x                0         5
//   m_readout          6        22
//
// A field is, lowest bit first: tdata, tlast, tkeep, tuser, full. To talk to the design:
//
//   1. Hold rst for two clocks: all fields are empty.
//   2. Exchange: hold shift for 23 clocks and give one bit of the new chain on scan_in in each,
//      bit 0 first. After each rising edge, scan_out is a bit of the old chain, bit 0 first.
//   3. Lower shift for as long as you like. A full field of an input moves on, is presented to the
//      design as one beat until it is accepted, and leaves its field empty; one more may wait
//      behind it. A beat of an output fills an empty field; further beats wait in the design.
//
// An exchange overwrites. So look first, with all fields empty: a field of an output that reads
// full is a beat, and one of an input that still reads full was not taken. Then send that beat
// again, or the next. Read every exchange so, also one that sends: an output may have filled its
// field since the last.
`default_nettype none

module value_stream__pins (
    input  wire clk,
    input  wire rst,
    input  wire shift,
    input  wire scan_in,
    output wire scan_out
);
    reg rst_q;
    reg shift_q;
    reg scan_q;
    reg [22:0] chain_q;

    assign scan_out = chain_q[0];

    always @(posedge clk) begin
        rst_q   <= rst;
        shift_q <= shift;
        scan_q  <= scan_in;
    end

    // s_x: from the chain to the design
    reg s_x__valid_q;
    reg [4:0] s_x__beat_q;
    wire s_x_tready;
    wire s_x__load = !shift_q && chain_q[5] && !s_x__valid_q;

    always @(posedge clk) begin
        if (s_x__load) begin
            s_x__beat_q  <= chain_q[4:0];
            s_x__valid_q <= 1'b1;
        end else if (s_x_tready) begin
            s_x__valid_q <= 1'b0;
        end
        if (rst_q) begin
            s_x__valid_q <= 1'b0;
        end
    end

    // m_readout: from the design to the chain
    reg m_readout__valid_q;
    reg [15:0] m_readout__beat_q;
    wire [12:0] m_readout_tdata;
    wire m_readout_tvalid;
    wire m_readout_tlast;
    wire m_readout_tkeep;
    wire m_readout_tuser;
    wire m_readout__store = !shift_q && m_readout__valid_q && !chain_q[22];

    always @(posedge clk) begin
        if (!m_readout__valid_q) begin
            m_readout__beat_q  <= { m_readout_tuser, m_readout_tkeep, m_readout_tlast,
                m_readout_tdata };
            m_readout__valid_q <= m_readout_tvalid;
        end else if (m_readout__store) begin
            m_readout__valid_q <= 1'b0;
        end
        if (rst_q) begin
            m_readout__valid_q <= 1'b0;
        end
    end

    always @(posedge clk) begin
        if (shift_q) begin
            chain_q <= {scan_q, chain_q[22:1]};
        end
        if (s_x__load) begin
            chain_q[5] <= 1'b0;
        end
        if (m_readout__store) begin
            chain_q[22:6] <= {1'b1, m_readout__beat_q};
        end
        if (rst_q) begin
            chain_q <= 23'd0;
        end
    end

    value_stream dut (
        .s_x_tdata  (s_x__beat_q[1:0]),
        .s_x_tvalid (s_x__valid_q),
        .s_x_tready (s_x_tready),
        .s_x_tlast  (s_x__beat_q[2]),
        .s_x_tkeep  (s_x__beat_q[3]),
        .s_x_tuser  (s_x__beat_q[4]),
        .m_readout_tdata  (m_readout_tdata),
        .m_readout_tvalid (m_readout_tvalid),
        .m_readout_tready (!m_readout__valid_q),
        .m_readout_tlast  (m_readout_tlast),
        .m_readout_tkeep  (m_readout_tkeep),
        .m_readout_tuser  (m_readout_tuser),
        .clk (clk),
        .rst (rst_q)
    );
endmodule

`default_nettype wire
